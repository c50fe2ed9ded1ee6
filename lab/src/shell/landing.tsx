import { studyCards } from "../catalogue.js";
import { hrefOf } from "../router.js";
import { playgrounds } from "../views.js";
import { Card } from "./card.js";
import { duration } from "./duration.js";

/** What there is to see: a card for each playground and study. */
export function Landing() {
  return (
    <>
      <div class="lead">
        <h1>Neural circuits that simulate, learn and explain themselves</h1>
        <p>
          Everything here runs in this page, by the compiled core that also runs in Node, with the same bits. Turn a parameter and
          watch theory and simulation move together; run a study and see its claims checked.
        </p>
      </div>
      <section aria-labelledby="playgrounds">
        <h2 id="playgrounds">Playgrounds</h2>
        <ul class="cards">
          {playgrounds.map(({ name, title, summary }) => (
            <Card key={name} href={hrefOf(`play/${name}`)} picture={`play-${name}`} title={title} text={summary} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="studies">
        <h2 id="studies">Studies</h2>
        <p>Each repeats a published result or works in its manner: it runs here, draws its figures and checks its claims.</p>
        <ul class="cards wide">
          {studyCards.map(({ name, title, lead, paper, seconds }) => (
            <Card key={name} href={hrefOf(`study/${name}`)} picture={`study-${name}`} title={title} text={lead}>
              <p class="source">
                <a href={paper.link}>{paper.citation}</a>
              </p>
              <p class="source">Quick run: about {duration(seconds.quick)} on one core.</p>
            </Card>
          ))}
        </ul>
      </section>
      <section aria-labelledby="further" class="further">
        <h2 id="further">Further</h2>
        <p>
          The same studies on the command line, with the same results: <code>npx microcircuit run lif-rate</code>. The same page
          for your own site: <code>npx microcircuit lab --out DIR</code>.
        </p>
        <ul>
          <li>
            <a href="./texts/readme.html">What microcircuit is</a>, with examples of its use from scripts
          </li>
          <li>
            <a href="./texts/lab.html">This page</a>: running, embedding and publishing it, links that restore a run
          </li>
          <li>
            <a href="./texts/studies.html">Studies</a>: how they are made, and how to write one
          </li>
        </ul>
      </section>
    </>
  );
}
