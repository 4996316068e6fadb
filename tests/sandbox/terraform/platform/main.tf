# The tutorial's platform: a public app, an app behind a load balancer, and one that is found by its name.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  skip_metadata_api_check = true
  default_tags {
    tags = { Environment = "Demo" }
  }
}

data "aws_region" "here" {}

data "aws_availability_zones" "here" {
  state = "available"
}

locals {
  region = data.aws_region.here.name
  apps   = toset(["static-app", "hostname-app", "random-quote-app"])
}

# The network

resource "aws_vpc" "demo" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_internet_gateway" "demo" {
  vpc_id = aws_vpc.demo.id
}

resource "aws_subnet" "public" {
  count             = 2
  vpc_id            = aws_vpc.demo.id
  cidr_block        = "10.0.${count.index}.0/24"
  availability_zone = data.aws_availability_zones.here.names[count.index]
}

resource "aws_subnet" "private" {
  count             = 2
  vpc_id            = aws_vpc.demo.id
  cidr_block        = "10.0.${count.index + 10}.0/24"
  availability_zone = data.aws_availability_zones.here.names[count.index]
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.demo.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.demo.id
  }
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.demo.id
}

resource "aws_route_table_association" "public" {
  count          = 2
  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table_association" "private" {
  count          = 2
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private.id
}

resource "aws_security_group" "public" {
  name   = "public-security-group"
  vpc_id = aws_vpc.demo.id
  ingress {
    protocol    = "tcp"
    from_port   = 80
    to_port     = 8080
    cidr_blocks = ["0.0.0.0/0"]
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "private" {
  name   = "private-security-group"
  vpc_id = aws_vpc.demo.id
}

resource "aws_vpc_security_group_ingress_rule" "from_the_front" {
  security_group_id            = aws_security_group.private.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.public.id
}

resource "aws_vpc_security_group_ingress_rule" "among_apps" {
  security_group_id            = aws_security_group.private.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.private.id
}

resource "aws_vpc_security_group_egress_rule" "out" {
  security_group_id = aws_security_group.private.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "endpoints" {
  name   = "endpoint-security-group"
  vpc_id = aws_vpc.demo.id
  ingress {
    protocol        = "tcp"
    from_port       = 443
    to_port         = 443
    security_groups = [aws_security_group.private.id]
  }
}

resource "aws_vpc_endpoint" "interface" {
  for_each            = toset(["ecr.api", "ecr.dkr", "logs"])
  vpc_id              = aws_vpc.demo.id
  service_name        = "com.amazonaws.${local.region}.${each.key}"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = aws_subnet.private[*].id
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = true
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.demo.id
  service_name      = "com.amazonaws.${local.region}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.private.id]
}

# Who may run it, where it writes, what it runs

resource "aws_iam_role" "execution" {
  name = "demo-execution"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "execution" {
  role       = aws_iam_role.execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_ecs_cluster" "demo" {
  name = "demo-cluster"
}

resource "aws_ecr_repository" "app" {
  for_each     = local.apps
  name         = each.key
  force_delete = true
}

resource "aws_cloudwatch_log_group" "app" {
  for_each          = local.apps
  name              = "/fargate/${each.key}"
  retention_in_days = 7
}

resource "aws_ecs_task_definition" "app" {
  for_each                 = local.apps
  family                   = each.key
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = aws_iam_role.execution.arn
  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }
  container_definitions = jsonencode([{
    name         = each.key
    image        = "${aws_ecr_repository.app[each.key].repository_url}:1"
    essential    = true
    portMappings = [{ containerPort = 8080 }]
    environment  = [{ name = "COLOUR", value = "blue" }]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.app[each.key].name
        awslogs-region        = local.region
        awslogs-stream-prefix = each.key
      }
    }
  }])
}

# The load balancer

resource "aws_lb" "demo" {
  name               = "demo-load-balancer"
  load_balancer_type = "application"
  subnets            = aws_subnet.public[*].id
  security_groups    = [aws_security_group.public.id]
}

resource "aws_lb_target_group" "hostname" {
  name                 = "hostname-app"
  port                 = 8080
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = aws_vpc.demo.id
  deregistration_delay = 10
  health_check {
    path     = "/"
    interval = 10
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.demo.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.hostname.arn
  }
}

# Names inside

resource "aws_service_discovery_private_dns_namespace" "local" {
  name = "local"
  vpc  = aws_vpc.demo.id
}

resource "aws_service_discovery_service" "quote" {
  name = "random-quote"
  dns_config {
    namespace_id = aws_service_discovery_private_dns_namespace.local.id
    dns_records {
      type = "A"
      ttl  = 300
    }
  }
  health_check_custom_config {
    failure_threshold = 1
  }
}

# The services

resource "aws_ecs_service" "static" {
  name            = "static-app"
  cluster         = aws_ecs_cluster.demo.id
  task_definition = aws_ecs_task_definition.app["static-app"].arn
  desired_count   = 1
  launch_type     = "FARGATE"
  network_configuration {
    subnets          = aws_subnet.public[*].id
    security_groups  = [aws_security_group.public.id]
    assign_public_ip = true
  }
  depends_on = [aws_iam_role_policy_attachment.execution, aws_route_table_association.public]
}

resource "aws_ecs_service" "hostname" {
  name            = "hostname-app"
  cluster         = aws_ecs_cluster.demo.id
  task_definition = aws_ecs_task_definition.app["hostname-app"].arn
  desired_count   = 2
  launch_type     = "FARGATE"
  network_configuration {
    subnets         = aws_subnet.private[*].id
    security_groups = [aws_security_group.private.id]
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.hostname.arn
    container_name   = "hostname-app"
    container_port   = 8080
  }
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
  depends_on = [aws_iam_role_policy_attachment.execution, aws_lb_listener.http, aws_vpc_endpoint.interface, aws_vpc_endpoint.s3]
}

resource "aws_ecs_service" "quote" {
  name            = "random-quote-app"
  cluster         = aws_ecs_cluster.demo.id
  task_definition = aws_ecs_task_definition.app["random-quote-app"].arn
  desired_count   = 1
  launch_type     = "FARGATE"
  network_configuration {
    subnets         = aws_subnet.private[*].id
    security_groups = [aws_security_group.private.id]
  }
  service_registries {
    registry_arn = aws_service_discovery_service.quote.arn
  }
  depends_on = [aws_iam_role_policy_attachment.execution, aws_vpc_endpoint.interface, aws_vpc_endpoint.s3]
}

output "address" {
  value = aws_lb.demo.dns_name
}

output "cluster" {
  value = aws_ecs_cluster.demo.name
}

output "repositories" {
  value = [for repository in aws_ecr_repository.app : repository.name]
}
