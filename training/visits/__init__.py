"""House visits: a member of the Tổ công nghệ số goes from door to door and teaches people on their own phones."""
