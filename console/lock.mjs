/**
 * Write package-lock.json without the address of any registry, so that `npm ci` asks the one that is configured.
 *
 * Run as `npm run lock` after a dependency changed. npm's own `omit-lockfile-registry-resolved` is not used: it also
 * leaves out the optional packages of other platforms, and then `npm ci` refuses the file.
 */

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const LOCK = 'package-lock.json';

execFileSync('npm', ['install', '--package-lock-only'], { stdio: 'inherit' });
const lock = JSON.parse(readFileSync(LOCK, 'utf8'));
for (const entry of Object.values(lock.packages)) delete entry.resolved;
writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
