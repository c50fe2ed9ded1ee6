import type { Remote } from "comlink";
import { useEffect, useState } from "preact/hooks";
import type { Conductor } from "./conductor.js";
import { DownloadButton } from "./downloads.js";
import { pngOf } from "./png.js";
import type { FigureView } from "./protocol.js";

/** The figures of a result, as the command line draws them. */
export function Figures({
  figures,
  conductor,
}: {
  readonly figures: readonly FigureView[];
  readonly conductor: Remote<Conductor>;
}) {
  return (
    <div class="figures">
      {figures.map((figure) => (
        <FigurePanel key={figure.name} figure={figure} conductor={conductor} />
      ))}
    </div>
  );
}

function FigurePanel({ figure, conductor }: { readonly figure: FigureView; readonly conductor: Remote<Conductor> }) {
  const { name, title, caption, shown, width, height } = figure;
  const url = useObjectUrl(shown);
  // Downloads are drawn for a light ground, whatever the page's colours are.
  const drawing = () => conductor.file(`${name}.svg`);
  return (
    <figure class="panel picture" data-figure={name}>
      <h3>{title}</h3>
      <div class="drawing" style={{ maxWidth: `${width}px`, aspectRatio: `${width} / ${height}` }}>
        {url && (
          <a href={url} target="_blank" rel="noreferrer" aria-label={`${title}: open the figure alone`}>
            <img src={url} alt={`${title}. ${caption}`} width={Math.round(width)} height={Math.round(height)} decoding="async" />
          </a>
        )}
      </div>
      <figcaption>{caption}</figcaption>
      <div class="buttons">
        <DownloadButton name={`${name}.svg`} label="SVG" file={drawing} />
        <DownloadButton name={`${name}.png`} label="PNG" file={async () => pngOf(await drawing())} />
      </div>
    </figure>
  );
}

/** An address of a blob for as long as it is shown. */
function useObjectUrl(blob: Blob): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url;
}
