resource "aws_ecs_service" "app" {
  for_each = var.apps

  name                              = "${var.name}-${each.key}"
  cluster                           = aws_ecs_cluster.this.arn
  task_definition                   = "${var.name}-${each.key}:${aws_ecs_task_definition.app[each.key].revision}"
  desired_count                     = each.value.count
  launch_type                       = "FARGATE"
  availability_zone_rebalancing     = "ENABLED"
  propagate_tags                    = "SERVICE"
  health_check_grace_period_seconds = each.value.path == null ? null : each.value.grace_seconds

  deployment_circuit_breaker {
    enable   = true
    rollback = false
  }

  network_configuration {
    subnets         = local.inside
    security_groups = [aws_security_group.this["apps"].id]
  }

  dynamic "load_balancer" {
    for_each = each.value.path == null ? [] : [aws_lb_target_group.app[each.key].arn]

    content {
      target_group_arn = load_balancer.value
      container_name   = each.key
      container_port   = each.value.port
    }
  }

  dynamic "service_registries" {
    for_each = each.value.private == null ? [] : [aws_service_discovery_service.app[each.key].arn]
    content { registry_arn = service_registries.value }
  }

  # Nothing here names these, and no task could start without them.
  depends_on = [
    local.execution_role, aws_vpc_endpoint.interface, aws_vpc_endpoint.s3, aws_lb_listener.http,
    aws_lb_listener_rule.app, aws_vpc_security_group_egress_rule.s3, aws_vpc_security_group_egress_rule.way,
    aws_vpc_security_group_ingress_rule.way, aws_route_table_association.this,
  ]
}
