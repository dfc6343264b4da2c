import type { ReactNode } from 'react';

/** Line pictures of the navigation, drawn here so that nothing is loaded for them. */
const paths = {
  home: 'M3 11.5 12 4l9 7.5M5.5 9.8V20h13V9.8M10 20v-6h4v6',
  post: 'M4 8h16v11H4zM9 8V5h6v3M4 13h16',
  people: 'M9 11a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 9 11zM3 20c0-3.6 2.7-6 6-6s6 2.4 6 6M16 11a2.6 2.6 0 1 0 0-5.2M17 14.2c2.4.4 4 2.5 4 5.3',
  cart: 'M3 4h3l2.2 11h9.6L20 8H7M9.5 20a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.4zM16.5 20a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.4z',
  crop: 'M12 20V9M12 13c-4 0-6-2-6-6 4 0 6 2 6 6zM12 10c0-3.4 2-5.4 6-5.4 0 3.8-2 5.4-6 5.4zM6 20h12',
  upload: 'M12 15V4M8 8l4-4 4 4M4 15v5h16v-5',
  match: 'M4 7h6l4 10h6M4 17h6l1.4-3.4M14 7h6M17.5 4.5 20 7l-2.5 2.5M17.5 14.5 20 17l-2.5 2.5',
  handshake: 'M3 8l4-2 5 2 5-2 4 2v7l-3 1M3 8v7l3 1 5 4 2-1M12 8l-3 3.5c1.6 1.4 3 1 4.2-.3L17 15l-2 3',
  placed: 'M9.5 11a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM3.5 20c0-3.6 2.7-6 6-6 1.4 0 2.7.4 3.7 1.2M14 18l2.4 2.4L21 15.6',
  truck: 'M3 6h11v10H3zM14 10h4l3 3v3h-7M7 19a1.8 1.8 0 1 0 0-3.6A1.8 1.8 0 0 0 7 19zM17 19a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z',
  contract: 'M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h5',
  policy: 'M5 6h14M5 12h14M5 18h14M9 4v4M15 10v4M8 16v4',
  pairing: 'M8.5 16a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM15.5 17a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9z',
  project: 'M4 20V9l5-3v14M9 20V4l6 3v13M15 20v-9l5 2v7M3 20h18',
  figures: 'M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6',
  household: 'M4 11 12 4.5 20 11M6 9.6V20h12V9.6M12 17.2c-1.7-1.2-2.6-2.1-2.6-3.2a1.4 1.4 0 0 1 2.6-.7 1.4 1.4 0 0 1 2.6.7c0 1.1-.9 2-2.6 3.2z',
  course: 'M3 8.5 12 4l9 4.5-9 4.5zM7 11v5c1.4 1.4 3 2 5 2s3.6-.6 5-2v-5M21 8.5V15',
  bell: 'M6 17V11a6 6 0 0 1 12 0v6l1.5 2h-15zM10 21h4',
  letter: 'M3 6h18v13H3zM3.5 7l8.5 6.5L20.5 7',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
} as const;
export type IconName = keyof typeof paths;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={name === 'more' ? 3 : 1.7} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
