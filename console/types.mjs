/**
 * Write the types of the API's answers from its OpenAPI document, which comes in on standard input.
 *
 * Run by `make types`. Only the shapes are written: which route answers with which of them stands where it is asked.
 * With `--check` nothing is written; the exit code says whether what is there is still true.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';

import openapiTS, { astToString } from 'openapi-typescript';

const FILE = new URL('src/wire/openapi.ts', import.meta.url);
const HEAD = `/** The API's own shapes, written by \`make types\` from its OpenAPI document; not to be edited. */\n\n`;

const document = JSON.parse(await text(process.stdin));
const { openapi, info, components } = document;
untitled(components);
// What has a default may be left out of an answer, too: an English text, for one.
const options = { immutable: true, alphabetize: true, defaultNonNullable: false, silent: true };
const nodes = await openapiTS({ openapi, info, paths: {}, components }, options);
const written = HEAD + astToString(nodes).replaceAll(/\n{2,}/g, '\n');
if (!process.argv.includes('--check')) {
  writeFileSync(FILE, written);
} else if (readFileSync(FILE, 'utf8') !== written) {
  console.error('console/src/wire/openapi.ts: expected what the OpenAPI document says, got something older; run `make types`');
  process.exitCode = 1;
}

/** Take the titles away, which say each name a second time. */
function untitled(schema) {
  if (typeof schema !== 'object' || schema === null) return;
  if (typeof schema.title === 'string') delete schema.title;
  for (const inner of Object.values(schema)) untitled(inner);
}
