locals {
  pull = ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"]
  log  = ["logs:CreateLogStream", "logs:PutLogEvents"]
}

resource "aws_cloudwatch_log_group" "app" {
  for_each = var.apps

  name              = "/fargate-wizard/${var.name}/${each.key}"
  retention_in_days = 7
}
