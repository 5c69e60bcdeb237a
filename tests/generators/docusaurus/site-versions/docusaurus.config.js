// @ts-check
// `@type` JSDoc annotations allow editor autocompletion and type checking
import {themes as prismThemes} from 'prism-react-renderer';
const versions = require('./versions.json');
const isDev = process.env.NODE_ENV === 'development';
/** @type {import('@docusaurus/types').Config} */
const config = {
  title: "It's {here}",
  favicon: undefined,
  url: 'https://example.org',
  baseUrl: process.env.BASE_URL ?? '/',
  trailingSlash: true,
  onBrokenLinks: 'warn',
  markdown: { format: 'detect', mermaid: true, hooks: { onBrokenMarkdownImages: 'ignore', onBrokenMarkdownLinks: 'ignore' } },
  i18n: { defaultLocale: 'en', locales: ['en', 'zh-Hans'] },
  presets: [
    [
      'classic',
      /** @type {import('@docusaurus/preset-classic').Options} */
      ({
        docs: {
          sidebarPath: './sidebars.js',
          editUrl: 'https://source.invalid/', editLocalizedFiles: true,
          lastVersion: 'current',
          versions: { current: { label: 'Next', path: 'latest' }, '1.0': { path: 'v1' }, '0.9': { banner: 'none' } },
          remarkPlugins: [[prismThemes, {sync: true}]].slice(1),
        },
        blog: { blogSidebarCount: 'ALL', editUrl: 'https://source.invalid/', editLocalizedFiles: true, path: './news', routeBasePath: '/', exclude: ['**/drafts/**'] },
        theme: { customCss: './src/css/custom.css' },
      }),
    ],
  ],
};
export default config;
