import {themes as prismThemes} from 'prism-react-renderer';
import type {Config} from '@docusaurus/types';
import type * as Preset from '@docusaurus/preset-classic';

const baseUrl = '/手册/';
// comment with 'quote
const config: Config = {
  title: 'My Site',
  url: 'https://example.org',
  baseUrl: '/手册/',
  onBrokenLinks: 'ignore',
  trailingSlash: undefined,
  future: { v4: {removeLegacyPostBuildHeadAttribute: true} },
  i18n: {
    defaultLocale: 'zh-CN',
    locales: ['zh-CN', 'fr'],
    localeConfigs: {
      'zh-CN': { htmlLang: 'zh' },
      fr: { path: 'francais', baseUrl: '/fr-base/' },
    },
  },
  presets: [
    [
      'classic',
      {
        docs: {
          routeBasePath: '/',
          path: 'documentation',
          sidebarPath: undefined,
          editUrl: 'https://source.invalid/', editLocalizedFiles: true,
          exclude: ['**/excluded/**', 'private.md'],
          numberPrefixParser: false,
        },
        blog: {
          routeBasePath: 'news',
          blogTitle: `x`,
          editUrl: 'https://source.invalid/', editLocalizedFiles: true,
          showReadingTime: true,
        },
        pages: { path: 'src/pages', routeBasePath: '/p', editUrl: 'https://source.invalid/', editLocalizedFiles: true },
        theme: {},
      } satisfies Preset.Options,
    ],
  ],
  plugins: [
    [
      '@docusaurus/plugin-content-docs',
      {
        id: 'community',
        path: 'community',
        routeBasePath: 'community',
        editUrl: 'https://source.invalid/', editLocalizedFiles: true,
      },
    ],
    ['content-docs', /** @type {import('x')} */ ({
        id: 'api',
        path: 'api',
        routeBasePath: '/api/v1/',
        editUrl: ({docPath, versionDocsDirPath}) => `https://source.invalid/${versionDocsDirPath}/${docPath}`,
        include: ['**/*.md'],
    })],
    ['@docusaurus/plugin-content-blog', { id: 'second', path: './second-blog', routeBasePath: 'second', editUrl: 'https://source.invalid/', editLocalizedFiles: true }],
  ],
  themeConfig: { navbar: { title: 'x', items: [] } } satisfies Preset.ThemeConfig,
};

export default config;
