import { useQueryClient } from '@tanstack/react-query';

/** Everything on screen that an act on a household or an alert changes. */
export function useRenewRegister(): () => void {
  const client = useQueryClient();
  return () => { for (const key of ['household', 'households', 'household-of-worker', 'alert', 'alerts', 'home']) void client.invalidateQueries({ queryKey: [key] }); };
}
