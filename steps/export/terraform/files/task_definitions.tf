locals {
  environment = { for name, app in var.apps : name => merge({ PORT = tostring(app.port) }, lookup(var.environment, name, {})) }
}

resource "aws_ecs_task_definition" "app" {
  for_each = var.apps

  family                   = "${var.name}-${each.key}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = each.value.cpu
  memory                   = each.value.memory
  execution_role_arn       = local.execution_role.arn

  runtime_platform {
    cpu_architecture        = each.value.architecture
    operating_system_family = "LINUX"
  }

  container_definitions = jsonencode([merge({
    name                   = each.key
    image                  = "${aws_ecr_repository.app[each.key].repository_url}:${each.value.image}"
    essential              = true
    dockerLabels           = { "fargate-wizard.app" = each.value.declared }
    readonlyRootFilesystem = each.value.readonly
    portMappings           = [{ containerPort = each.value.port, protocol = "tcp" }]
    environment            = [for name, value in local.environment[each.key] : { name = name, value = value }]

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group = aws_cloudwatch_log_group.app[each.key].name, awslogs-region = var.region, awslogs-stream-prefix = each.key
      }
    }
    }, {
    for key, value in { healthCheck = { command = each.value.check, startPeriod = min(each.value.grace_seconds, 300) } } :
    key => value if each.value.check != null
  })])
}
