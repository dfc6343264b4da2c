import { queryOptions } from '@tanstack/react-query';
import type { SystemHealth } from '@jiedui/contracts';
import { send } from './client.js';

/** How the gateway and every service are now; asked again every five seconds while the page is seen. */
export const systemHealthQuery = queryOptions({
  queryKey: ['system-health'], refetchInterval: 5000, retry: false, gcTime: 0,
  queryFn: ({ signal }) => send<SystemHealth>('GET', '/api/operations', undefined, signal),
});
