import type { ThemeConfig } from 'antd';

/** The one accent of the console: water. */
export const accent = '#0B6E8F';
export const warning = '#B36B00';
export const danger = '#B3261E';
/** Series of charts, distinct in grey print too. */
export const greys = ['#37474f', '#78909c', '#b0bec5', '#dfe5e8'] as const;

export function themeFor(phone: boolean): ThemeConfig {
  return {
    token: {
      colorPrimary: accent, colorInfo: accent, colorSuccess: accent, colorLink: accent, colorWarning: warning, colorError: danger,
      colorText: '#1c2a31', colorTextSecondary: '#52636c', colorBorder: '#ccd6db', colorBorderSecondary: '#e3e9ec', colorBgLayout: '#f5f7f8',
      borderRadius: 4, fontSize: phone ? 16 : 14, wireframe: false, motionDurationMid: '0.12s', motionDurationSlow: '0.18s',
      fontFamily: '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", system-ui, sans-serif',
    },
    components: {
      Table: { headerBg: '#eef2f4', headerColor: '#37474f', cellPaddingBlockMD: 9, cellPaddingInlineMD: 12, headerBorderRadius: 0, bodySortBg: '#ffffff', headerSortActiveBg: '#e3eaed' },
      Segmented: { trackBg: '#e6ecef' },
      Tabs: { horizontalMargin: '0 0 12px 0' },
      Drawer: { paddingLG: 20 },
      Descriptions: { itemPaddingBottom: 8 },
    },
  };
}
