"""What would a project cost the city, what would it save, and who would gain?"""
