import { useQuery, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

/**
 * A thing that changes while one looks: pushed by the server as long as `isMoving` says so, asked for each second when the
 * stream cannot be had. At rest it is asked for as often as `restMs` says, where
 * the server may move it on by itself.
 */
export function useLive<T>(options: { key: QueryKey; stream: string; load: (signal: AbortSignal) => Promise<T>; isMoving: (value: T) => boolean; restMs?: (value: T) => number | false }): ReturnType<typeof useQuery<T>> {
  const client = useQueryClient();
  const [polling, setPolling] = useState(false);
  const query = useQuery<T>({
    queryKey: options.key, queryFn: ({ signal }) => options.load(signal),
    refetchInterval: (current) => (current.state.data === undefined ? false : !options.isMoving(current.state.data) ? options.restMs?.(current.state.data) ?? false : polling ? 1000 : false),
  });
  const moving = query.data !== undefined && options.isMoving(query.data);
  const key = JSON.stringify(options.key);
  useEffect(() => {
    if (!moving) return undefined;
    const source = new EventSource(options.stream);
    source.onmessage = (event: MessageEvent<string>) => { client.setQueryData<T>(options.key, JSON.parse(event.data) as T); };
    source.onerror = () => { source.close(); setPolling(true); };
    return () => source.close();
    // The key stands for the options: same thing, same stream.
  }, [moving, key, options.stream, client]);
  return query;
}
