"""Documents read again with other libraries than those that wrote them."""
