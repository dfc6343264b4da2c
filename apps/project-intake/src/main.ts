import { runService } from '@jiedui/service-host';
import { projectRules } from '@jiedui/contracts';
import { guardedTables } from './migrations/guarded-rows.js';
import { MilestonesController } from './milestones/milestones.controller.js';
import { MilestonesService } from './milestones/milestones.service.js';
import { PaymentsController } from './payments/payments.controller.js';
import { PaymentsService } from './payments/payments.service.js';
import { ApprovalsService } from './projects/approvals.service.js';
import { ProjectsController } from './projects/projects.controller.js';
import { ProjectsRepository } from './projects/projects.repository.js';
import { ProjectsService } from './projects/projects.service.js';
import { SampleProjectsLoader } from './projects/sample-projects.loader.js';
import { faultsOfRules } from './projects/state-machine.js';
import { ScreeningController } from './screening/screening.controller.js';
import { ScreeningService } from './screening/screening.service.js';

await runService({
  name: 'intake', guardedTables,
  controllers: [ProjectsController, MilestonesController, PaymentsController, ScreeningController],
  providers: [ProjectsRepository, ProjectsService, ApprovalsService, MilestonesService, PaymentsService, ScreeningService, SampleProjectsLoader],
  prepare: async (get) => {
    const faults = faultsOfRules(projectRules);
    if (faults.length > 0) throw new Error(`the project state machine is not sound: ${faults.join('; ')}`);
    await get(ScreeningService).loadSampleLists();
    if ((process.env['JIEDUI_MODE'] ?? 'sample') === 'sample') await get(SampleProjectsLoader).loadMissing();
  },
});
