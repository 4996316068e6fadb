resource "aws_vpc" "this" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "this" {
  for_each = { for pair in setproduct(["public", "private"], var.zones) : join(" ", pair) => pair }

  vpc_id            = aws_vpc.this.id
  availability_zone = each.value[1]
  cidr_block = cidrsubnet(
    aws_vpc.this.cidr_block, 8, index(var.zones, each.value[1]) + (each.value[0] == "private" ? 100 : 0)
  )
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_route_table" "this" {
  for_each = toset(["public", "private"])
  vpc_id   = aws_vpc.this.id
}

resource "aws_route" "internet" {
  route_table_id         = aws_route_table.this["public"].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
}

resource "aws_route_table_association" "this" {
  for_each = aws_subnet.this

  route_table_id = aws_route_table.this[split(" ", each.key)[0]].id
  subnet_id      = each.value.id
}

# Every VPC has this group, made by AWS and tagged by nobody; nothing wears it, so it lets nothing through.
provider "aws" {
  alias  = "untagged"
  region = var.region
}

resource "aws_default_security_group" "closed" {
  provider = aws.untagged
  vpc_id   = aws_vpc.this.id
}

resource "aws_security_group" "this" {
  for_each = {
    load-balancer = "What comes in from outside and goes on to the apps"
    apps          = "The tasks: reached from the load balancer and from each other"
    endpoints     = "The private endpoints of AWS services: reached from the tasks"
  }

  name        = "${var.name}-${each.key}"
  description = each.value
  vpc_id      = aws_vpc.this.id
}

# Who may talk to whom, and on which port: the load balancer to the apps, they to each other and to the endpoints.
locals {
  ways = merge(
    { for app in local.public : "load-balancer to apps ${app.port}" => ["load-balancer", "apps", app.port]... },
    { for app in local.private : "apps to apps ${app.port}" => ["apps", "apps", app.port]... },
    { "apps to endpoints 443" = [["apps", "endpoints", 443]] },
  )
}

resource "aws_vpc_security_group_egress_rule" "way" {
  for_each = local.ways

  security_group_id            = aws_security_group.this[each.value[0][0]].id
  referenced_security_group_id = aws_security_group.this[each.value[0][1]].id
  description                  = "Port ${each.value[0][2]} to the ${each.value[0][1]}"
  ip_protocol                  = "tcp"
  from_port                    = each.value[0][2]
  to_port                      = each.value[0][2]
}

resource "aws_vpc_security_group_ingress_rule" "way" {
  for_each = local.ways

  security_group_id            = aws_security_group.this[each.value[0][1]].id
  referenced_security_group_id = aws_security_group.this[each.value[0][0]].id
  description                  = "Port ${each.value[0][2]} from the ${each.value[0][0]}"
  ip_protocol                  = "tcp"
  from_port                    = each.value[0][2]
  to_port                      = each.value[0][2]
}

resource "aws_vpc_security_group_ingress_rule" "open" {
  security_group_id = aws_security_group.this["load-balancer"].id
  cidr_ipv4         = var.open_to
  description       = "HTTP for the load-balancer, from whom it is open to"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
}
