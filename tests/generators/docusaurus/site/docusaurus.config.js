module.exports = {
  title: '示例', url: 'https://example.org', baseUrl: '/手册/', onBrokenLinks: 'ignore',
  i18n: { defaultLocale: 'zh-CN', locales: ['zh-CN', 'en'] },
  presets: [['@docusaurus/preset-classic', { docs: { routeBasePath: 'docs', editUrl: 'https://source.invalid/', editLocalizedFiles: true }, blog: { editUrl: 'https://source.invalid/', editLocalizedFiles: true, onUntruncatedBlogPosts: 'ignore', onInlineAuthors: 'ignore' }, pages: { editUrl: 'https://source.invalid/', editLocalizedFiles: true }, theme: {} }]],
}
