"""Published and recomputed vectors of WeChat's signatures and cipher, by the letters tests name them with."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sealed:
    """A message in safe mode with everything around it."""

    token: str
    encoding_key: str
    appid: str
    timestamp: str
    nonce: str
    random: bytes
    message: str
    encrypted: str
    msg_signature: str


TOKEN, KEY, APPID = "AAAAA", "A" * 43, "wxba5fad812f8e6fb9"

D = Sealed(
    token=TOKEN,
    encoding_key=KEY,
    appid=APPID,
    timestamp="1714112445",
    nonce="415670741",
    random=b"a8eedb185eb2fecf",
    message=(
        '{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY",'
        '"CreateTime":1714112445,"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}'
    ),
    encrypted=(
        "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcv"
        "ZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3F"
        "n2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSe"
        "OBrebufAlr7F9mFUPAJGj04="
    ),
    msg_signature="046e02f8204d34f8ba5fa3b1db94908f3df2e9b3",
)
D_SIGNATURE = "6c5c811b55cc85e0e1b54100749188c20beb3f5d"

E = Sealed(
    token=TOKEN,
    encoding_key=KEY,
    appid=APPID,
    timestamp="1713424427",
    nonce="415670741",
    random=b"707722b803182950",
    message='{"demo_resp":"good luck"}',
    encrypted=(
        "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="
    ),
    msg_signature="1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1",
)

F = Sealed(
    token=TOKEN,
    encoding_key=KEY,
    appid=APPID,
    timestamp="1714112445",
    nonce="415670741",
    random=b"0123456789abcdef",
    message="<xml><Content><![CDATA[身份证]]></Content></xml>",
    encrypted=(
        "uMMzGtqcnpOzXOYBwDQNrWX6eS7IIZmxndEBVBrhpVg6elvNmKDrcITrsszGsCP7FutNqUsFFLpgdIRCNzatSF8scfN9"
        "2LHNqfs3Q6Is91zwh53qtoBuGihtUiq9a+ma"
    ),
    msg_signature="fcbf9a75e5b4ba51b17f3aef1aba9327d7baa836",
)

G_TOKEN, G_KEY, G_ID = "123456", "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR", "wx49f0ab532d5d035a"
G_TIMESTAMP, G_NONCE = "1411443780", "437374425"
G_ENCRYPTED = (
    "4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p+Q=="
)
G_SIGNATURE = "dd6b9c95b495b3f7e2901bfbc76c664930ffdb96"
G_PLAIN = "5927782489442352469"
