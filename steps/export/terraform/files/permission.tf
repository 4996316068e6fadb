locals {
  pull = ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"]
  log  = ["logs:CreateLogStream", "logs:PutLogEvents"]
}

resource "aws_cloudwatch_log_group" "app" {
  for_each = var.apps

  name              = "/fargate-wizard/${var.name}/${each.key}"
  retention_in_days = 7
}

resource "aws_iam_role" "execution" {
  name        = "${var.name}-execution-${var.region}"
  description = "Starts the tasks of ${var.name}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
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
