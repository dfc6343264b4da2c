import { runService } from '@jiedui/service-host';
import { AccountsController } from './accounts/accounts.controller.js';
import { Account, RoleGrantRow } from './accounts/account.entity.js';
import { AccountsService } from './accounts/accounts.service.js';
import { ProgrammesController } from './programmes/programmes.controller.js';
import { ProgrammesService } from './programmes/programmes.service.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SessionsService } from './sessions/sessions.service.js';

await runService({
  name: 'registry',
  controllers: [ProgrammesController, AccountsController, SessionsController],
  providers: [ProgrammesService, AccountsService, SessionsService],
  entities: [Account, RoleGrantRow],
  prepare: async (get) => {
    await get(ProgrammesService).loadReferenceData();
    await get(AccountsService).prepareSampleAccounts(process.env['JIEDUI_MODE'] ?? 'sample', process.env['JIEDUI_SAMPLE_ACCOUNTS_FILE']);
  },
});
