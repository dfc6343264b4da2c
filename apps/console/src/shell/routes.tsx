import { createBrowserRouter, type RouteObject } from 'react-router';
import { CrashPage, MissingPage } from './error-pages.js';
import { Frame } from './frame.js';

/** Each page is a chunk of its own. */
const pages: RouteObject[] = [
  { index: true, lazy: async () => ({ Component: (await import('./home-page.js')).HomePage }) },
  { path: 'lists/:list', lazy: async () => ({ Component: (await import('../lists/list-page.js')).ListPage }) },
  { path: 'lists/:list/import', lazy: async () => ({ Component: (await import('../imports/new-import-page.js')).NewImportPage }) },
  { path: 'occupations', lazy: async () => ({ Component: (await import('../occupations/occupations-page.js')).OccupationsPage }) },
  { path: 'minimum-wages', lazy: async () => ({ Component: (await import('../minimum-wages/minimum-wages-page.js')).MinimumWagesPage }) },
  { path: 'ending-tiers', lazy: async () => ({ Component: (await import('../hardship/ending-tiers-page.js')).EndingTiersPage }) },
  { path: 'households', lazy: async () => ({ Component: (await import('../households/households-page.js')).HouseholdsPage }) },
  { path: 'alerts', lazy: async () => ({ Component: (await import('../alerts/alerts-page.js')).AlertsPage }) },
  { path: 'list-issues', lazy: async () => ({ Component: (await import('../list-issues/list-issues-page.js')).ListIssuesPage }) },
  { path: 'training', lazy: async () => ({ Component: (await import('../training/training-page.js')).TrainingPage }) },
  { path: 'departures', lazy: async () => ({ Component: (await import('../departures/departures-page.js')).DeparturesPage }) },
  { path: 'recruitment-events', lazy: async () => ({ Component: (await import('../recruitment-events/recruitment-events-page.js')).RecruitmentEventsPage }) },
  { path: 'subsidies', lazy: async () => ({ Component: (await import('../subsidies/subsidies-page.js')).SubsidiesPage }) },
  { path: 'subsidy-claims', lazy: async () => ({ Component: (await import('../subsidies/claims-page.js')).ClaimsPage }) },
  { path: 'barred-employers', lazy: async () => ({ Component: (await import('../barred-employers/barred-employers-page.js')).BarredEmployersPage }) },
  { path: 'help-requests', lazy: async () => ({ Component: (await import('../help-requests/help-requests-page.js')).HelpRequestsPage }) },
  { path: 'imports', lazy: async () => ({ Component: (await import('../imports/imports-page.js')).ImportsPage }) },
  { path: 'imports/:service/:id', lazy: async () => ({ Component: (await import('../imports/import-page.js')).ImportPage }) },
  { path: 'registry', lazy: async () => ({ Component: (await import('../registry/registry-page.js')).RegistryPage }) },
  { path: 'registry/units/:code', lazy: async () => ({ Component: (await import('../registry/unit-page.js')).UnitPage }) },
  { path: 'runs', lazy: async () => ({ Component: (await import('../matching/runs-page.js')).RunsPage }) },
  { path: 'trials', lazy: async () => ({ Component: (await import('../trials/trials-page.js')).TrialsPage }) },
  { path: 'trials/:id', lazy: async () => ({ Component: (await import('../trials/trial-page.js')).TrialPage }) },
  { path: 'runs/:id', lazy: async () => ({ Component: (await import('../matching/run-page.js')).RunPage }) },
  { path: 'policy', lazy: async () => ({ Component: (await import('../matching/policy-page.js')).PolicyPage }) },
  { path: 'proposals/:market', lazy: async () => ({ Component: (await import('../proposals/proposals-page.js')).ProposalsPage }) },
  { path: 'placements', lazy: async () => ({ Component: (await import('../placements/placements-page.js')).PlacementsPage }) },
  { path: 'agreements/:market', lazy: async () => ({ Component: (await import('../proposals/agreements-page.js')).AgreementsPage }) },
  { path: 'projects', lazy: async () => ({ Component: (await import('../projects/projects-page.js')).ProjectsPage }) },
  { path: 'projects/:id', lazy: async () => ({ Component: (await import('../projects/project-page.js')).ProjectPage }) },
  { path: 'figures', lazy: async () => ({ Component: (await import('../figures/figures-page.js')).FiguresPage }) },
  { path: 'figures/records', lazy: async () => ({ Component: (await import('../figures/records-page.js')).RecordsPage }) },
  { path: 'accounts', lazy: async () => ({ Component: (await import('../accounts/accounts-page.js')).AccountsPage }) },
  { path: 'own-account', lazy: async () => ({ Component: (await import('../own-account/own-account-page.js')).OwnAccountPage }) },
  { path: 'operations', lazy: async () => ({ Component: (await import('../operations/operations-page.js')).OperationsPage }) },
  { path: 'dead-letters', lazy: async () => ({ Component: (await import('../dead-letters/dead-letters-page.js')).DeadLettersPage }) },
  { path: 'audit', lazy: async () => ({ Component: (await import('../audit/audit-page.js')).AuditPage }) },
  { path: '*', Component: MissingPage },
];

export const router = createBrowserRouter([
  { path: '/sign-in', lazy: async () => ({ Component: (await import('../sign-in/sign-in-page.js')).SignInPage }), errorElement: <CrashPage />, hydrateFallbackElement: <></> },
  { path: '/invitation', lazy: async () => ({ Component: (await import('../sign-in/invitation-page.js')).InvitationPage }), errorElement: <CrashPage />, hydrateFallbackElement: <></> },
  { path: '/public', lazy: async () => ({ Component: (await import('../figures/public-page.js')).PublicPage }), errorElement: <CrashPage />, hydrateFallbackElement: <></> },
  { path: '/', Component: Frame, errorElement: <CrashPage />, hydrateFallbackElement: <></>, children: [{ errorElement: <CrashPage />, children: pages }] },
]);
