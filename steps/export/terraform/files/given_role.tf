variable "execution_role" {
  description = "The ARN of the role that starts the tasks; it was made by others, and stays theirs."
  type        = string
}

locals {
  execution_role = { arn = var.execution_role }
}
