export default { title: '站点的名字', description: '站点的描述', lang: 'zh-CN', base: '/手册/' }
