"""Personal data (个人信息): found, masked, and taken where a contact is given."""
