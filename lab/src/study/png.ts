/** Pixels of a picture per unit of its drawing, as in the files of the command line. */
const SCALE = 2;

/** An SVG as PNG on white. */
export async function pngOf(svg: Blob): Promise<Blob> {
  const url = URL.createObjectURL(svg);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.naturalWidth * SCALE);
    canvas.height = Math.round(image.naturalHeight * SCALE);
    const context = canvas.getContext("2d")!;
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    Object.assign(canvas, { width: 0, height: 0 }); // its memory is given back at once
    if (!png) throw new Error("This browser could not make a PNG of the figure.");
    return png;
  } finally {
    URL.revokeObjectURL(url);
  }
}
