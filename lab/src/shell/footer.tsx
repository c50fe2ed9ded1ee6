import { about } from "../catalogue.js";

/** What made the page: results are told apart by version and core. */
export function Footer() {
  return (
    <footer class="footer">
      <p>
        microcircuit {about.version}, {about.license} licence. Core{" "}
        <abbr title={`SHA-256 of the compiled core: ${about.core}`}>{about.core.slice(0, 12)}</abbr>. All of it runs in this page:
        nothing is sent anywhere.
      </p>
    </footer>
  );
}
