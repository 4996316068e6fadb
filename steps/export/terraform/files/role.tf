variable "permissions_boundary" {
  description = "The ARN of the policy that bounds the role, where a company wants one."
  type        = string
  default     = null
}

locals {
  execution_role = { arn = aws_iam_role.execution.arn, may = aws_iam_role_policy.pull_and_log.id }
}

resource "aws_iam_role" "execution" {
  name                 = "${var.name}-execution-${var.region}"
  description          = "Starts the tasks of ${var.name}"
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow", Principal = { Service = "ecs-tasks.amazonaws.com" }, Action = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account }
        ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:ecs:${var.region}:${local.account}:*" }
      }
    }]
  })
}

resource "aws_iam_role_policy" "pull_and_log" {
  name = "pull-and-log"
  role = aws_iam_role.execution.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["ecr:GetAuthorizationToken"], Resource = ["*"] },
      { Effect = "Allow", Action = local.pull, Resource = [for repository in aws_ecr_repository.app : repository.arn] },
      { Effect = "Allow", Action = local.log, Resource = [for group in aws_cloudwatch_log_group.app : "${group.arn}:*"] },
    ]
  })
}
