import { hrefOf } from "../router.js";
import { playgrounds } from "../views.js";

/** What there is to see: a card for each study and playground. */
export function Landing() {
  return (
    <>
      <h1>Neural circuits that simulate, learn and explain themselves</h1>
      <h2>Playgrounds</h2>
      <ul class="cards">
        {playgrounds.map(({ name, title, summary }) => (
          <li key={name} class="panel">
            <a href={hrefOf(`play/${name}`)}>{title}</a>
            <p>{summary}</p>
          </li>
        ))}
      </ul>
    </>
  );
}
