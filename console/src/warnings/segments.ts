/** How a text travels as text messages: UCS-2, 70 units alone, 67 in each part of a longer one; pure. */

export const ALONE = 70;
export const PART = 67;

/** UTF-16 units, which is what UCS-2 counts. */
export const unitsOf = (text: string): number => text.length;

/** The parts in order; an empty text is one empty part. */
export function segmentsOf(text: string): readonly string[] {
  if (unitsOf(text) <= ALONE) return [text];
  const parts: string[] = [];
  let part = '';
  // By character, so that no pair is torn apart.
  for (const character of text) {
    if (unitsOf(part) + unitsOf(character) > PART) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part];
}
