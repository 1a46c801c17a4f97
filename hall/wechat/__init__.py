"""The WeChat official account (微信公众号): a door whose every answer has to come within seconds."""
