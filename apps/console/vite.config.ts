import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import * as contracts from '@jiedui/contracts';

const moduleId = 'virtual:operations';

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
      const groups: Record<string, Record<string, { method: string; path: string }>> = {};
      for (const [group, value] of Object.entries(contracts)) {
        if (typeof value !== 'object' || value === null) continue;
        for (const [key, member] of Object.entries(value)) {
          if (!contracts.allOperations.some((operation) => Object.is(operation, member))) continue;
          const http = (member as contracts.Operation).http;
          if (http !== null) (groups[group] ??= {})[key] = { method: http.method, path: http.path };
        }
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
