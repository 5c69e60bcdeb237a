import { defineConfig, type DefaultTheme } from 'vitepress'
const base = '/手册/'
export default defineConfig({
  title: 'X', base, lang: 'zh-CN', ignoreDeadLinks: true,
  cleanUrls: true,
  srcDir: './src',
  srcExclude: ['**/README.md', 'private/**'],
  rewrites: { 'old/:slug*': 'new/:slug*', 'single.md': 'moved/one.md' },
  locales: { root: { label: '简体', lang: 'zh-CN' }, en: { label: 'English', lang: 'en-US', link: '/en/' } },
  themeConfig: { editLink: { pattern: 'https://source.invalid/docs/src/:path' }, nav: nav() },
  markdown: { anchor: { level: [1,2,3,4,5,6] } }
})
function nav(): DefaultTheme.NavItem[] { return [{ text: 'Guide', link: '/x', activeMatch: '/x/' }, { text: 'a', link: 'b', items: [] }] }
