"""A running project asks to change its plan, its budget or its last day; the city director decides."""
