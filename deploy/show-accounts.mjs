import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Prints the sample accounts and their passwords of an installation of containers. */
process.stdout.write(readFileSync(path.join(process.env.JIEDUI_FOLDER ?? '/jiedui', 'installation/sample-accounts.txt'), 'utf8'));
