/** How this page says more exactly what the API's document says in general; nothing of it is left at run time. */

import type { components } from './openapi';

/** Every shape of the API's own document. */
export type Api = components['schemas'];

/**
 * A shape with fields that are known more exactly here, e.g. a word that is one of a few.
 *
 * What is said of a field must fit what the document says of it, and the document must have it: a compile error otherwise.
 */
export type Narrow<Shape, Known extends { readonly [Key in keyof Known]: Key extends keyof Shape ? Shape[Key] : never }> = Omit<Shape, keyof Known> & Known;
