import path from 'node:path';
import { loadSample } from '../tools/start/load-sample.mjs';
import { sampleAccounts } from '../tools/start/sample-accounts.mjs';
import { sampleLists } from '../tools/start/sample-lists.mjs';
import { main, say } from '../tools/say.mjs';

/** Loads the sample lists through the gateway and runs both markets, when the lists are empty. In production mode it does nothing. */
main(async () => {
  const { JIEDUI_FOLDER: folder = '/jiedui', JIEDUI_MODE: mode = 'sample', JIEDUI_URL: url = 'http://gateway:3000' } = process.env;
  if (mode === 'production') return say('production mode: no sample lists');
  const installation = path.join(folder, 'installation');
  await loadSample({ url, accounts: await sampleAccounts(installation), files: await sampleLists(installation) });
  say('Jiedui is ready');
});
