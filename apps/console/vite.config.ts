import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import * as contracts from '@jiedui/contracts';

const moduleId = 'virtual:operations';

interface Routes { [name: string]: { method: string; path: string } | Routes }

/** The routes among the members of a group, and of the groups in it; null where there are none. */
function routesIn(group: unknown, depth = 2): Routes | null {
  if (typeof group !== 'object' || group === null || depth === 0) return null;
  const routes: Routes = {};
  for (const [key, member] of Object.entries(group)) {
    const operation = contracts.allOperations.find((one) => Object.is(one, member));
    const found = operation === undefined ? routesIn(member, depth - 1) : operation.http === null ? null : { method: operation.http.method, path: operation.http.path };
    if (found !== null) routes[key] = found;
  }
  return Object.keys(routes).length === 0 ? null : routes;
}

/**
 * The routes of every operation, taken from the contracts when the console is built: the browser gets methods and paths and
 * none of the schemas, the types come from the same declarations (see `src/api/operations.d.ts`).
 */
function operationRoutes(): Plugin {
  return {
    name: 'operation-routes',
    resolveId: (id) => (id === moduleId ? `\0${moduleId}` : null),
    load: (id) => {
      if (id !== `\0${moduleId}`) return null;
      const groups: Routes = {};
      for (const [name, group] of Object.entries(contracts)) {
        const routes = routesIn(group);
        if (routes !== null) groups[name] = routes;
      }
      return `export const operations = ${JSON.stringify(groups)};`;
    },
  };
}

export default defineConfig({
  plugins: [react(), operationRoutes()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 900, modulePreload: { polyfill: false } },
  server: { proxy: { '/api': process.env['JIEDUI_URL'] ?? 'http://127.0.0.1:3000' } },
});
