import { DataSource } from 'typeorm';
import { runService } from '@jiedui/service-host';
import { Account, RoleGrantRow } from './accounts/account.entity.js';
import { AccountsController } from './accounts/accounts.controller.js';
import { AccountsService } from './accounts/accounts.service.js';
import { prepareSampleAccounts } from './accounts/sample-accounts.js';
import { InvitationsController } from './invitations/invitations.controller.js';
import { InvitationsService } from './invitations/invitations.service.js';
import { ProgrammesController } from './programmes/programmes.controller.js';
import { ProgrammesService } from './programmes/programmes.service.js';
import { ProviderController } from './provider/provider.controller.js';
import { SignInProvider } from './provider/sign-in-provider.js';
import { OwnAccountService } from './sessions/own-account.service.js';
import { SecondFactors } from './sessions/second-factors.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SessionsService } from './sessions/sessions.service.js';

await runService({
  name: 'registry',
  controllers: [ProgrammesController, AccountsController, InvitationsController, SessionsController, ProviderController],
  providers: [ProgrammesService, AccountsService, InvitationsService, SecondFactors, SessionsService, OwnAccountService, SignInProvider],
  entities: [Account, RoleGrantRow],
  prepare: async (get) => {
    await get(SignInProvider).prepare();
    await get(ProgrammesService).loadReferenceData();
    await prepareSampleAccounts(get(DataSource), process.env['JIEDUI_MODE'] ?? 'sample', process.env['JIEDUI_SAMPLE_ACCOUNTS_FILE']);
  },
});
