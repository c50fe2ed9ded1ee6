import { studyCards } from "../catalogue.js";
import { hrefOf } from "../router.js";
import { playgrounds } from "../views.js";

/** The address names no view: says so, and shows all there are. */
export function Unknown({ path }: { readonly path: string }) {
  const shown = path.length > 60 ? `${path.slice(0, 60)}…` : path;
  const views = [
    ...playgrounds.map(({ name, title }) => ({ path: `play/${name}`, title })),
    ...studyCards.map(({ name, title }) => ({ path: `study/${name}`, title })),
  ];
  return (
    <>
      <h1>There is no such view</h1>
      <p>
        The address asks for “{shown}”. These are there, and the <a href={hrefOf("")}>first page</a> shows them with pictures:
      </p>
      <ul>
        {views.map((view) => (
          <li key={view.path}>
            <a href={hrefOf(view.path)}>{view.title}</a>
          </li>
        ))}
      </ul>
    </>
  );
}
