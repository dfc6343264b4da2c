import { useQueryClient } from '@tanstack/react-query';

/** Everything on screen that an act on an issue changes. */
export function useRenewIssues(): () => void {
  const client = useQueryClient();
  return () => { for (const key of ['list-issue', 'list-issues', 'list-issue-changes', 'home']) void client.invalidateQueries({ queryKey: [key] }); };
}
