/**
 * Advance widths of DejaVu Sans Condensed for the characters 32 to 126, thousandths of the font size. Without them the drawing
 * library takes 0.8 em for every character, which leaves wide gaps beside axes and legends.
 */
// biome-ignore format: a table
const widths = [
  286, 360, 414, 754, 572, 855, 702, 247, 351, 351, 450, 754, 286, 325, 286, 303, 572, 572, 572, 572, 572, 572, 572, 572, 572, 572, 303,
  303, 754, 754, 754, 478, 900, 615, 617, 628, 693, 568, 518, 697, 677, 265, 265, 590, 501, 776, 673, 708, 542, 708, 625, 571, 549, 659,
  615, 890, 616, 549, 616, 351, 303, 351, 754, 450, 450, 551, 571, 495, 571, 554, 316, 571, 570, 250, 250, 521, 250, 876, 570, 550, 571,
  571, 370, 469, 353, 570, 532, 736, 532, 532, 472, 572, 303, 572, 754,
];

/** Greek letters, signs and accented letters lie near this. */
const otherWidth = 570;
const boldFactor = 1.1;

/** Width of a line of text, px. */
export function textWidth(text: string, fontSize: number, bold: boolean): number {
  let thousandths = 0;
  for (const character of text) thousandths += widths[character.codePointAt(0)! - 32] ?? otherWidth;
  return ((thousandths * fontSize) / 1000) * (bold ? boldFactor : 1);
}
