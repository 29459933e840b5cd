"""What the demo zone's alliances do, as text: offers and needs, meetings, structure. All invented."""

from __future__ import annotations

LISTINGS: tuple[tuple[str, str, str, str, int | None, str], ...] = (
    ("offer", "labour", "淡季可共享包装工", "包装线淡季停一条，员工有健康证明，愿意就近支援。", 12, "人"),
    ("need", "labour", "旺季急需分拣工", "订单集中，需要能上夜班的分拣工，提供班车和工作餐。", 20, "人"),
    ("offer", "equipment", "闲置电动叉车可出借", "1.5 吨平衡重叉车，检验在有效期内，需自带持证司机。", 2, "台"),
    ("need", "equipment", "临时借用三坐标测量机", "新产品首件检测，每周两次，每次半天。", None, ""),
    ("offer", "space", "常温库房可短期使用", "丙类库房，有月台，可停 9.6 米货车。", 800, "平方米"),
    ("need", "space", "找冷藏库周转", "出口备货，需要 2 到 8 摄氏度冷藏库。", 300, "平方米"),
    ("offer", "logistics", "返程货车可捎货", "每周二、周五去青岛港，回程空车。", 3, "辆"),
    ("need", "logistics", "求拼柜出口", "去往东南亚的整柜缺 8 吨货。", 8, "吨"),
    ("offer", "technology", "可共享灭菌工艺经验", "愿意接待同行技术人员参观，不涉及配方。", None, ""),
    ("need", "technology", "包装线视觉检测改造", "想找懂机器视觉的单位一起改造贴标检测工位。", 1, "条"),
    ("offer", "expertise", "高级焊工可现场指导", "周末可到车间指导焊接工艺评定。", 2, "人"),
    ("need", "expertise", "请食品安全专家诊断", "准备体系认证，想请专家做一次内部审核。", 1, "次"),
    ("offer", "training", "消防实训场地开放", "每月一次，可接收周边企业员工一起演练。", 60, "人"),
    ("need", "training", "特种设备作业人员复审培训", "希望几家企业合并办班，减少路上时间。", 15, "人"),
    ("offer", "product", "食品级酒糟可作饲料原料", "每天产生，含水量稳定，可签长期协议。", 10, "吨"),
    ("need", "product", "收购可用纸箱边角料", "用于内包装缓冲材料。", 5, "吨"),
    ("offer", "procurement", "包材框架协议可共同参加", "供应商公开征集，自愿参加，各签各的合同。", None, ""),
    ("need", "procurement", "寻找就近标准件供应", "非标螺栓小批量，希望三天到货。", 2000, "件"),
    ("offer", "finance", "中小企业信用贷产品说明会", "按公开条件办理，可上门讲解材料清单。", None, ""),
    ("need", "finance", "设备更新贷款咨询", "想了解设备更新贴息的条件和流程。", 500, "万元"),
    ("offer", "other", "职工食堂对外接待", "中午可接待周边小微企业员工就餐。", 80, "人"),
    ("need", "other", "合用污水在线监测运维", "几家合请一家运维单位。", None, ""),
)
"""Direction, category, title, text, quantity, unit; no prices, wages or output (ALL-07)."""

RESULTS = (
    "双方按约完成，交接记录齐全。",
    "借用设备已归还，运行正常。",
    "人员按期返回，双方表示下个旺季继续合作。",
    "培训合并举办，两家单位都派人参加。",
    "现场指导两次，问题已经查清。",
)
REFUSALS = ("时间对不上", "已经自行解决", "型号不合适")
MEETINGS = {
    "conference": "{quarter}联席会议",
    "exchange": "产供对接交流会",
    "theme_day": "主题党日：走进车间",
    "training": "安全生产培训",
    "salon": "数字化改造沙龙",
    "welfare": "结对助学走访",
}
TOPICS = ("共用冷链和仓储", "旺季用工互助", "班车线路合并", "团体标准起草分工", "专家共请的方向", "公益走访安排")
MINUTES = (
    "会议听取了上次所定事项的落实情况，讨论了{topic}。"
    "各单位自愿参加，没有讨论价格、产量和市场划分。会议商定后续事项如下。"
)
FOLLOW_UPS = (
    ("汇总各单位可共享的库房和车辆", "已汇总并发布到资源清单。"),
    ("联系培训机构合并办班", "已确定时间，十五人报名。"),
    ("整理共性技术难题清单", "已收集六项，转专家预审。"),
    ("与公交公司商量班车线路", "线路图已征求意见。"),
    ("起草团体标准提案", "提案稿已发各单位。"),
)
BODY_KINDS = (
    ("core", "党工委（管委会）", "Working and administrative committee"),
    ("alliance", "产业联盟", "Industry alliance"),
    ("comprehensive-committee", "综合党委", "Comprehensive committee"),
    ("chain-committee", "产业链党委", "Industrial-chain committee"),
)
OFFICE_KINDS = (
    ("chair-unit", "理事长单位", "Chair unit", "alliance", True),
    ("rotating-chair", "轮值主席", "Rotating chair", "alliance", False),
    ("secretary-general", "秘书长", "Secretary-general", "alliance", True),
    ("leading-official", "牵头领导", "Leading official", "chain-committee core", True),
    ("liaison", "专职联络员", "Full-time liaison", "chain-committee", True),
    ("lead-firm-secretary", "链主企业书记", "Lead-firm secretary", "chain-committee", False),
)
CORE = ("济北开发区党工委（管委会）", "Jibei zone committee (fictional)")
COMPREHENSIVE = ("济北开发区综合党委", "Comprehensive committee of the zone (fictional)")
CHAINS = (
    ("食品饮料产业链党委", "Food and beverage chain committee", "food_beverage"),
    ("智能制造产业链党委", "Intelligent manufacturing chain committee", "intelligent_manufacturing"),
    ("生物医药产业链党委", "Biomedicine chain committee", "biomedicine"),
)
CHARTER = """第一条 本联盟由单位自愿组成，加入自愿、退出自由，不收会费。
第二条 联盟的任务是协商共事、资源共享、抱团发展、共做公益。
第三条 联席会议每季度召开一次，会前一周征集议题，下次会议首先报告所定事项的落实情况。
第四条 联盟不讨论、不约定价格、产量、工资上限和市场划分。
第五条 理事长单位任期两年，轮值主席每半年轮换一次。"""
