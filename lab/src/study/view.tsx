import type { ViewProps } from "../views.js";

/** Under construction: the view of one study. */
export default function StudyView({ name }: ViewProps) {
  return <h1>{name}</h1>;
}
