resource "aws_lb" "this" {
  name                       = "${var.name}-balancer"
  load_balancer_type         = "application"
  subnets                    = [for zone in var.zones : aws_subnet.this["public ${zone}"].id]
  security_groups            = [aws_security_group.this["load-balancer"].id]
  drop_invalid_header_fields = true

  depends_on = [aws_route.internet]
}

resource "aws_lb_target_group" "app" {
  for_each = local.public

  name                 = each.value.group
  protocol             = "HTTP"
  port                 = each.value.port
  target_type          = "ip"
  vpc_id               = aws_vpc.this.id
  deregistration_delay = 5

  health_check {
    path                = each.value.health_path
    matcher             = each.value.health_codes
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.this.arn
  protocol          = "HTTP"
  port              = 80

  # AWS tells it both ways; as it is said both ways here, there is nothing to change after an import.
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app[local.home].arn

    forward {
      target_group { arn = aws_lb_target_group.app[local.home].arn }
    }
  }
}

resource "aws_lb_listener_rule" "app" {
  for_each = { for name, app in local.public : name => app if name != local.home }

  listener_arn = aws_lb_listener.http.arn
  priority     = each.value.priority

  condition {
    path_pattern { values = distinct(compact([trimsuffix(each.value.path, "/*"), each.value.path])) }
  }

  action {
    type = "forward"

    forward {
      target_group { arn = aws_lb_target_group.app[each.key].arn }
    }
  }
}
