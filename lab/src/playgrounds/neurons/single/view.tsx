export function SingleView(_: { readonly path: string; readonly query: URLSearchParams }) {
  return <p>soon</p>;
}
