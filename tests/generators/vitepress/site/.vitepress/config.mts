import { defineConfig } from 'vitepress'
export default defineConfig({
  title: '示例', base: '/手册/', lang: 'zh-CN', ignoreDeadLinks: true,
  srcExclude: ['**/private/**', 'TODO.md'],
  rewrites: { 'moved/from.md': 'moved/到这里.md' },
  locales: { root: { label: '简体中文', lang: 'zh-CN' }, en: { label: 'English', lang: 'en-US' } },
})
