import type { ComponentChildren } from "preact";
import { useColours } from "../ui/theme.js";

export interface CardOptions {
  readonly href: string;
  /** Name of its picture, without the scheme. */
  readonly picture: string;
  readonly title: string;
  readonly text: string;
  readonly children?: ComponentChildren;
}

/** Addresses of the pictures, which scripts/lab-pictures.mjs makes: NAME-light.webp and NAME-dark.webp. */
const pictures = import.meta.glob<string>("../pictures/*.webp", { eager: true, query: "?url", import: "default" });

/** A link with a picture; all of the card leads there, except for links in `children`. */
export function Card({ href, picture, title, text, children }: CardOptions) {
  const { dark } = useColours();
  const source = pictures[`../pictures/${picture}-${dark ? "dark" : "light"}.webp`];
  return (
    <li class="card">
      <div class="card-picture">
        {source && <img src={source} alt="" width={640} height={360} decoding="async" loading="lazy" />}
      </div>
      <div class="card-text">
        <h3>
          <a href={href}>{title}</a>
        </h3>
        <p>{text}</p>
        {children}
      </div>
    </li>
  );
}
