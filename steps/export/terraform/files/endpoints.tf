locals {
  registry = "arn:${local.partition}:ecr:${var.region}:${local.account}:repository/*"
  groups   = "arn:${local.partition}:logs:${var.region}:${local.account}:log-group:*"
  bucket   = "arn:${local.partition}:s3:::prod-${var.region}-starport-layer-bucket/*"
  ours     = { StringEquals = { "aws:PrincipalAccount" = local.account } }

  images = [
    { Effect = "Allow", Principal = "*", Action = ["ecr:GetAuthorizationToken"], Resource = "*", Condition = local.ours },
    { Effect = "Allow", Principal = "*", Action = local.pull, Resource = local.registry, Condition = local.ours },
  ]
  logs   = [{ Effect = "Allow", Principal = "*", Action = local.log, Resource = local.groups, Condition = local.ours }]
  layers = [{ Effect = "Allow", Principal = "*", Action = ["s3:GetObject"], Resource = local.bucket }]
}

resource "aws_vpc_endpoint" "interface" {
  for_each = { "ecr.api" = local.images, "ecr.dkr" = local.images, "logs" = local.logs }

  vpc_id              = aws_vpc.this.id
  service_name        = "com.amazonaws.${var.region}.${each.key}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [for zone in var.endpoint_zones : aws_subnet.this["private ${zone}"].id]
  security_group_ids  = [aws_security_group.this["endpoints"].id]
  policy              = jsonencode({ Version = "2012-10-17", Statement = each.value })
}

# The layers of images lie in S3, in a bucket of ECR's own.
resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.this.id
  service_name    = "com.amazonaws.${var.region}.s3"
  route_table_ids = [aws_route_table.this["private"].id]
  policy          = jsonencode({ Version = "2012-10-17", Statement = local.layers })
}

data "aws_ec2_managed_prefix_list" "s3" {
  name = "com.amazonaws.${var.region}.s3"
}

resource "aws_vpc_security_group_egress_rule" "s3" {
  security_group_id = aws_security_group.this["apps"].id
  prefix_list_id    = data.aws_ec2_managed_prefix_list.s3.id
  description       = "Image layers from S3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}
