/** Under construction. */
export default function View() {
  return <p class="faint">This view is being built.</p>;
}
