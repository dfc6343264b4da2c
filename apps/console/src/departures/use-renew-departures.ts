import { useQueryClient } from '@tanstack/react-query';

/** Everything on screen that an act on a departure changes. */
export function useRenewDepartures(): () => void {
  const client = useQueryClient();
  return () => { for (const key of ['departure', 'departures', 'passengers', 'placement', 'placements', 'placement-board', 'home']) void client.invalidateQueries({ queryKey: [key] }); };
}
