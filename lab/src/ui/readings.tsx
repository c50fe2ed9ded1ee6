/** Numbers that tell what the picture shows: for all, and all there is for those who do not see it. */
export function Readings({ values }: { readonly values: Readonly<Record<string, string>> }) {
  return (
    <dl class="readings">
      {Object.entries(values).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
